namespace HazmatTrack.Contracts.Registry;

/// <summary>Where it is told that something was filed, so that this silo need not wait for its next look.</summary>
internal interface IRegistryChanges
{
    /// <summary>Looks for changes now.</summary>
    void Nudge();
}
