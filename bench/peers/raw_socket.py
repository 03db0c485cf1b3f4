"""The limit: a bare socket that fetches every message and throws it away.

python raw_socket.py PORT USER PASSWORD FOLDER
"""

import socket
import sys


def main(port: int, user: str, password: str) -> None:
    commands = (f"LOGIN {user} {password}", "EXAMINE INBOX", "UID FETCH 1:* (BODY.PEEK[])")
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        buffer = bytearray(1 << 20)
        line.recv_into(buffer)
        for number, command in enumerate(commands):
            line.sendall(f"t{number} {command}\r\n".encode())
            tail = b""
            while f"t{number} OK".encode() not in tail:
                size = line.recv_into(buffer)
                if not size or f"t{number} BAD".encode() in tail:
                    raise ConnectionError(f"{command.split()[0]}: {tail!r}")
                tail = (tail + bytes(buffer[max(0, size - 2000) : size]))[-4000:]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
