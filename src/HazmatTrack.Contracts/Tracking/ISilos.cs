namespace HazmatTrack.Contracts.Tracking;

/// <summary>The way to the silos of the cluster: from one of them, or from a process that is none.</summary>
internal interface ISilos
{
    /// <summary>Addresses grains; null in a process that has not reached any silo yet.</summary>
    IGrainFactory? Grains { get; }
}

/// <summary>The way from a silo.</summary>
internal sealed class OwnSilo(IGrainFactory grains) : ISilos
{
    public IGrainFactory Grains => grains;
}
