namespace HazmatTrack.Domain.Crossings;

/// <summary>Whether a truck drives from one believed fix to the next, where it can just have done so.</summary>
internal enum Jump
{
    /// <summary>It does, as far as is known.</summary>
    None,

    /// <summary>Only the reported speeds show that it does not: they may turn out to be wrong.</summary>
    BySpeeds,

    /// <summary>It does not, as the positions show.</summary>
    ByPlaces,

    /// <summary>It does not, and it drives on from where the last jump began.</summary>
    Back,
}
