ALTER TABLE sandbox_payment ADD COLUMN given_back TEXT NOT NULL DEFAULT '{"refunds":[],"disputes":[]}';
