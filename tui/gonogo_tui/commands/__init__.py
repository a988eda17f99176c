"""What keys do: one class each."""
