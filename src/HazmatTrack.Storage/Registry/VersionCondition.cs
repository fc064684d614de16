namespace HazmatTrack.Storage.Registry;

/// <summary>
/// What a filing demands of the version that stands, so that nobody overwrites what he has not seen. Decided in the transaction that files.
/// </summary>
public sealed record VersionCondition
{
    public static readonly VersionCondition None = new();

    /// <summary>There must be a document of the number already.</summary>
    public bool MustExist { get; init; }

    /// <summary>The version that stands must be one of these; null for any.</summary>
    public IReadOnlyCollection<int>? OneOf { get; init; }

    /// <summary>There must be no document of the number yet.</summary>
    public bool MustNotExist { get; init; }

    /// <summary>The version that stands must be none of these.</summary>
    public IReadOnlyCollection<int> NoneOf { get; init; } = [];

    /// <summary>Whether the version that stands, null for none, is one that the filing was made for.</summary>
    public bool RestsOn(int? standing) => standing is { } version ? OneOf?.Contains(version) ?? true : !MustExist;

    /// <summary>Whether the version that stands, null for none, is one that the filing must not follow.</summary>
    public bool Excludes(int? standing) => standing is { } version && (MustNotExist || NoneOf.Contains(version));
}
