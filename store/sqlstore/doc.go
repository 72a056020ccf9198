// Package sqlstore keeps everything that matters in SQL: the places, the register of
// land with all its past versions, how far a load has come, drafts, files, cases and
// their events, the audit log, messages on their way out, which language a phone chose,
// and phone sessions when there is no Redis.
//
// It knows two engines, embedded SQLite and PostgreSQL, behind one text of each
// statement (sql/*.sql) and one text of the tables (migrations/*.sql), and what must
// commit together. It does not know any rule of the register (seva/land) or of cases
// (seva/casework), any sentence, or who asks.
package sqlstore
