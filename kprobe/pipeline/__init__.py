"""The stages that scanning and asking why share, each a function of what came before."""
