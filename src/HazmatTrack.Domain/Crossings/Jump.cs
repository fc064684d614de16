namespace HazmatTrack.Domain.Crossings;

/// <summary>Whether a truck drives from one believed fix to the next, where it can just have done so.</summary>
internal enum Jump
{
    /// <summary>It does, as far as can be told.</summary>
    None,

    /// <summary>Only the speeds told say that it does not: they may turn out to be wrong.</summary>
    BySpeeds,

    /// <summary>It does not, as the places show.</summary>
    ByPlaces,

    /// <summary>It does not, and where the last jump began it drives on from.</summary>
    Back,
}
