"""The small pictures that staff are shown of what came."""

from sqlmodel import Field

from storage.tables.base import Base


class Picture(Base, table=True):
    """The picture of a file's first page. Both are hashes: `sha256` of the file, `picture` of the JPEG; empty
    where none could be drawn. There is no row before it has been tried.
    """

    __tablename__ = "picture"

    sha256: str = Field(primary_key=True)
    picture: str = Field(index=True)
