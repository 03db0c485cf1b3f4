"""ทะเบียนรับ: every message, searched and held to what one wants to see."""
