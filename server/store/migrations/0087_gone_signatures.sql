-- Seals of signatures that went with the sample company: the next signature was sealed upon such a one, and proves
-- itself by it.
CREATE TABLE gone_signatures (
    seq BIGINT NOT NULL PRIMARY KEY, -- that of quote_signatures
    seal TEXT NOT NULL
);
