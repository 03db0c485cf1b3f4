"""What a decision rests on, handed out: pictures, files, mails as they came, letters as they went."""
