export { createProject, type CreatedProject } from "./create-project.ts";
