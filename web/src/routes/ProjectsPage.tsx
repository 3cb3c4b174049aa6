import { Projects } from '../features/projects/Projects';
import { ListPage } from './ListPage';

export function ProjectsPage() {
  return (
    <ListPage title="Projects" action="Begin a project">
      <Projects />
    </ListPage>
  );
}
