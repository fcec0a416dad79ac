"""What only reports from several vantages show: one file each, exporting COMPARISON."""
