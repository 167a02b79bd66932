CREATE TABLE catalog_guard (
  is_same INTEGER NOT NULL CONSTRAINT nobody_wrote_between CHECK (is_same = 1)
) STRICT;
