namespace HazmatTrack.Storage.History.Model;

/// <summary>How far a partition has followed what is filed.</summary>
/// <param name="Revision">The registry's revision.</param>
public readonly record struct DocumentMark(long Revision)
{
    /// <summary>Kinds that the owner does not know, passed over on the way.</summary>
    public PassedKinds Passed { get; init; } = PassedKinds.None;

    /// <summary>Kinds that an owner before had passed over, and whose filings are noted now.</summary>
    public PassedKinds Followed { get; init; } = PassedKinds.None;
}
