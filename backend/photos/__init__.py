"""Photos: taken in, made safe, kept as files, shown with a proposal."""
