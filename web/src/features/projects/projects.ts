import { resource } from '../../api/resource';
import type { Project, ProjectChanges, ProjectCreation } from '../../api/types';
import type { Field, FieldName } from '../../ui/form/fields';
import type { ListShape } from '../../ui/list/listRequest';

export const projects = resource<Project, ProjectCreation, ProjectChanges>('/projects');

export const PROJECT_LIST: ListShape = {
  search: 'Search projects',
  filters: [],
  sorts: [
    { value: '-created_at', label: 'Newest first' },
    { value: 'created_at', label: 'Oldest first' },
    { value: 'name', label: 'By name' },
    { value: '-name', label: 'By name, from Z' },
  ],
};

export const PROJECT_FIELDS: Field<FieldName<ProjectCreation>>[] = [
  { kind: 'text', name: 'name', label: 'Name', longest: 255, required: 'What is it called?' },
  { kind: 'long', name: 'description', label: 'What is it to become?', longest: 20_000 },
  { kind: 'text', name: 'git_repository_info.url', label: 'Repository', description: 'The address of its git repository', longest: 1000, isMore: true },
  { kind: 'text', name: 'git_repository_info.path', label: 'Folder', description: 'On the machine that Clew runs on', longest: 1000, isHalf: true, isMore: true },
  { kind: 'text', name: 'git_repository_info.main_branch', label: 'Main branch', description: 'Unless said, it is main', longest: 255, isHalf: true, isMore: true },
];
