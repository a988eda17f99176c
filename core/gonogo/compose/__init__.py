"""The only place where real things are built: sessions on GitHub, and on the embedded one."""
