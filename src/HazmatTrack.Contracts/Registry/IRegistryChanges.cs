namespace HazmatTrack.Contracts.Registry;

/// <summary>Notifies this silo that something was filed, so that it need not wait for its next poll.</summary>
internal interface IRegistryChanges
{
    /// <summary>Polls for changes now.</summary>
    void Nudge();
}
