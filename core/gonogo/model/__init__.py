"""The nouns: frozen dataclasses, no behaviour that reaches outside."""
