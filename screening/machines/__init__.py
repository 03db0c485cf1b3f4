"""Mail that machines wrote, told from people's."""
