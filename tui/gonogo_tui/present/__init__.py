"""Model → words, glyphs, ages. No Textual here."""
