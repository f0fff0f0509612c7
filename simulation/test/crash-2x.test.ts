import { crashStoriesOf } from "./crash-stories.ts";

crashStoriesOf("2.0.1", "2.1");
