"""The rules that give reasons: form, presentation, time and the mail as a whole."""
