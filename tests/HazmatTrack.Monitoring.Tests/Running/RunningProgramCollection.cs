namespace HazmatTrack.Monitoring.Tests.Running;

/// <summary>Tests that look at one running program.</summary>
[CollectionDefinition(nameof(RunningProgram))]
public sealed class RunningProgramCollection : ICollectionFixture<RunningProgram>;
