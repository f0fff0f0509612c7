import { crashStoriesOf } from "./crash-stories.ts";

crashStoriesOf("1.6");
