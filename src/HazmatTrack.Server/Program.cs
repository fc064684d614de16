using HazmatTrack.Server.CommandLine;

return (int)await Runner.RunAsync(args);
