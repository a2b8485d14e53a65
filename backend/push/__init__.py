"""Push messages: who gets one, and how it reaches their phones."""
