create table if not exists position_logs (identity text primary key, incarnation bigint not null unique);
