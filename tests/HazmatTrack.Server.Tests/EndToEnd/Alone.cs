namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>Tests that say how late something is: no other test runs meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
