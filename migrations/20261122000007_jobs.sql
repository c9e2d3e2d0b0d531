-- The queue. The tables and the function are those that apalis-postgres 1.0.0 asks for by name (see
-- docs/decisions/0002-jobs.md); a job's truth is in the tables of its area, so this one may be emptied at any time.
create extension if not exists hstore;
create schema apalis;

create table apalis.workers (
    id text primary key,
    worker_type text not null,
    storage_name text not null,
    layers text not null default '',
    last_seen timestamptz not null default now(),
    started_at timestamptz
);
create index workers_seen on apalis.workers (worker_type, last_seen);

create table apalis.jobs (
    job bytea not null,
    id text primary key,
    job_type text not null,
    status text not null default 'Pending',
    attempts integer not null default 0,
    max_attempts integer not null default 25,
    run_at timestamptz not null default now(),
    last_result jsonb,
    lock_at timestamptz,
    lock_by text references apalis.workers,
    done_at timestamptz,
    priority integer default 0,
    idempotency_key text,
    metadata hstore
);
create unique index jobs_key on apalis.jobs (job_type, idempotency_key);
create index jobs_due on apalis.jobs (job_type, priority desc, run_at)
    where status = 'Pending' or (status = 'Failed' and attempts < max_attempts);
create index jobs_lock on apalis.jobs (lock_by);

-- Gives due jobs to a worker: the most pressing first, each to one worker only.
create function apalis.get_jobs(worker_id text, v_job_type text, v_job_count integer default 5)
returns setof apalis.jobs language sql as $$
    with due as materialized (
        select id from apalis.jobs
        where job_type = v_job_type and run_at < now()
          and (status = 'Pending' or (status = 'Failed' and attempts < max_attempts))
        order by priority desc, run_at
        limit v_job_count for update skip locked
    )
    update apalis.jobs set status = 'Queued', lock_by = worker_id, lock_at = now()
    from due where jobs.id = due.id
    returning jobs.*
$$;
