"""What became of what people care about, told to them."""
