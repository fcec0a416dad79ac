"""What the formats for people share: words, rows, layout. No format of its own."""
