import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useRouteContext } from '@tanstack/react-router';
import { isShown, people } from '../../features/people/people';
import classes from '../../features/people/Person.module.css';
import { PersonAccess } from '../../features/people/PersonAccess';
import { PersonAccount } from '../../features/people/PersonAccount';
import { PersonRoles } from '../../features/people/PersonRoles';
import { PersonEvents } from '../../features/security/Events';
import { SettingsSection } from '../../features/settings/SettingsSection';
import { ListEmpty, ListFailed, ListLoading } from '../../ui/list/ListStates';

/** One person, for administrators. */
export function PersonPage() {
  const { personId } = useParams({ from: '/app/admin/people/$personId' });
  const { user } = useRouteContext({ from: '/app' });
  const { data, error, refetch } = useQuery(people.one(personId));
  if (error && !data) return <ListFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListLoading />;
  const person = data.item;
  if (!isShown(person)) return <ListEmpty title="This account is not shown to you" detail="Only those whose role allows it see the accounts of others." />;
  return (
    <>
      <Link to="/admin" className={classes.back}>
        ← All people
      </Link>
      <SettingsSection title={person.full_name || person.username} lead="What they write is theirs: you do not see it.">
        <PersonAccount person={person} isSelf={person.id === user.id} />
      </SettingsSection>
      <SettingsSection title="Roles" lead="Each role allows something beyond one’s own things.">
        <PersonRoles person={person} />
      </SettingsSection>
      <SettingsSection title="What they may" lead="Ask about one right, and you learn which role gives it to them.">
        <PersonAccess person={person} />
      </SettingsSection>
      <SettingsSection title="What happened" lead="Everything that matters to the safety of their account.">
        <PersonEvents personId={person.id} />
        <Anchor renderRoot={(props) => <Link to="/admin/decisions" search={{ person: person.id }} {...props} />} size="sm" w="fit-content">
          What they asked for beyond their own things
        </Anchor>
      </SettingsSection>
    </>
  );
}
