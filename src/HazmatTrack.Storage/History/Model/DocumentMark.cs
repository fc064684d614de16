namespace HazmatTrack.Storage.History.Model;

/// <summary>How far a partition has followed the registry's filings.</summary>
/// <param name="Revision">The registry's revision.</param>
public readonly record struct DocumentMark(long Revision)
{
    /// <summary>Kinds that the owner does not know and has passed over.</summary>
    public PassedKinds Passed { get; init; } = PassedKinds.None;

    /// <summary>Kinds that an earlier owner had passed over, and whose filings are noted now.</summary>
    public PassedKinds Followed { get; init; } = PassedKinds.None;
}
