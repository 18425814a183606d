/** A step of the schema. Released steps never change: a correction is a new step. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

const TABLES = `
CREATE TABLE ledger.accounts (
  code text PRIMARY KEY CHECK (code ~ '^(receivable:processor|payable:[A-Za-z0-9_-]{1,64})$'),
  kind text NOT NULL GENERATED ALWAYS AS
    (CASE WHEN code LIKE 'receivable:%' THEN 'asset' ELSE 'liability' END) STORED
);

CREATE TABLE ledger.transactions (
  transaction_id text PRIMARY KEY,
  tenant text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  customer text NOT NULL,
  reference text NOT NULL CHECK (reference <> ''),
  accepted_at timestamptz NOT NULL,
  posted_at timestamptz NOT NULL DEFAULT now(),
  source text NOT NULL CHECK (source IN ('event', 'rebuild')),
  UNIQUE (transaction_id, currency)
);

CREATE TABLE ledger.entries (
  transaction_id text NOT NULL,
  line smallint NOT NULL,
  account text NOT NULL REFERENCES ledger.accounts (code),
  currency text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  PRIMARY KEY (transaction_id, line),
  FOREIGN KEY (transaction_id, currency) REFERENCES ledger.transactions (transaction_id, currency)
);
CREATE INDEX entries_by_account ON ledger.entries (account, currency) INCLUDE (amount_minor);
`;

/** Checked when a transaction commits, so that its lines may be written in any order. */
const BALANCE = `
CREATE FUNCTION ledger.must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  id text := NEW.transaction_id;
  debits bigint;
  balance bigint;
  amount bigint;
BEGIN
  SELECT sum(amount_minor) FILTER (WHERE amount_minor > 0), sum(amount_minor)
    INTO debits, balance FROM ledger.entries WHERE transaction_id = id;
  SELECT amount_minor INTO amount FROM ledger.transactions WHERE transaction_id = id;
  IF balance IS DISTINCT FROM 0 OR debits IS DISTINCT FROM amount THEN
    RAISE EXCEPTION 'ledger transaction does not balance' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER transaction_balances AFTER INSERT ON ledger.transactions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.must_balance();
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON ledger.entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.must_balance();
`;

/** Books are corrected by further transactions, never by rewriting. */
const APPEND_ONLY = `
CREATE FUNCTION ledger.append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger.transactions FOR EACH STATEMENT EXECUTE FUNCTION ledger.append_only();
CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger.entries FOR EACH STATEMENT EXECUTE FUNCTION ledger.append_only();
CREATE TRIGGER accounts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
  ON ledger.accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger.append_only();

CREATE VIEW ledger.balances AS
  SELECT account, currency, sum(amount_minor)::bigint AS balance_minor, count(*) AS lines
  FROM ledger.entries GROUP BY account, currency;
`;

/** The ledger's schema, oldest step first. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: "accounts, transactions and entries", sql: TABLES },
  { version: 2, name: "every transaction balances", sql: BALANCE },
  { version: 3, name: "append-only, and balances", sql: APPEND_ONLY },
];
