using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Tests.Registry;

/// <summary>A wall clock that is set by hand.</summary>
internal sealed class HandClock : TimeProvider
{
    public Instant Now { get; set; } = new(1_000_000);

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
}
