"""What waits in the queue for a closed account goes with it: jobs name the person, some the address they came from."""

from alembic import op
from migrations.parts import hand_over

revision = "2026_11_22_0760"
down_revision = "2026_11_22_0750"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The second grant is for the queue's own trigger, which unlinks what is deleted.
    op.execute("""
        grant select (args, status), delete on procrastinate_jobs to clew_system;
        grant select (job_id), update (job_id) on procrastinate_periodic_defers to clew_system""")
    # A job at work ends by itself: its worker would miss it.
    op.execute("""
        create function erase_jobs() returns trigger
            language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
        begin
            delete from procrastinate_jobs where args->>'user_id' = old.id::text and status <> 'doing';
            return old;
        end $$""")
    op.execute("create trigger erase_jobs before delete on users for each row execute function erase_jobs()")
    hand_over("erase_jobs()")


def downgrade() -> None:
    op.execute("drop trigger erase_jobs on users; drop function erase_jobs()")
    op.execute("""
        revoke select (args, status), delete on procrastinate_jobs from clew_system;
        revoke select (job_id), update (job_id) on procrastinate_periodic_defers from clew_system""")
