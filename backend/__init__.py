"""What a city does: the API of Madang. It knows nothing of HTML."""
