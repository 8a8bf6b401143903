-- Whatever leaves the archive, by whatever program, makes its bucket stale.

CREATE FUNCTION citation_gone() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stale SELECT bucket FROM claims WHERE id = OLD.claim_id ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION bucket_stale() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO stale VALUES (NEW.bucket) ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO stale VALUES (OLD.bucket) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION name_stale() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO stale VALUES (NEW.name) ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO stale VALUES (OLD.name) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER citation_gone AFTER DELETE ON citations
FOR EACH ROW WHEN (OLD.claim_id IS NOT NULL) EXECUTE FUNCTION citation_gone();
CREATE TRIGGER document_gone AFTER DELETE ON documents
FOR EACH ROW WHEN (OLD.linked <> 0) EXECUTE FUNCTION bucket_stale();
CREATE TRIGGER document_renewed AFTER UPDATE OF linked ON documents
FOR EACH ROW WHEN (OLD.linked <> 0 AND NEW.linked = 0) EXECUTE FUNCTION bucket_stale();
CREATE TRIGGER entry_changed AFTER INSERT OR DELETE ON registered
FOR EACH ROW EXECUTE FUNCTION bucket_stale();
CREATE TRIGGER alias_changed AFTER INSERT OR DELETE ON aliases
FOR EACH ROW EXECUTE FUNCTION name_stale();

-- The table of claims was made anew.
ALTER TABLE citations ADD FOREIGN KEY (claim_id) REFERENCES claims (id) ON DELETE SET NULL;
