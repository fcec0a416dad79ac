"""A made-up cluster of any size behind a server that costs next to nothing, so that the reader is what is measured."""
