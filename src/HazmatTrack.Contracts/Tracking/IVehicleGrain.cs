namespace HazmatTrack.Contracts.Tracking;

/// <summary>
/// One vehicle (车辆). Key: the vehicle id, such as <c>沪A12345_2</c>. Activated in the silo that owns the vehicle's partition of topic <c>positions</c>,
/// which judges it there and stores the result: no state is sent between silos.
/// </summary>
[Alias("vehicle")]
public interface IVehicleGrain : IGrainWithStringKey
{
    /// <summary>
    /// Activates the vehicle in a silo, which owns it from now on. An activation that an earlier owner left in another silo is released first.
    /// </summary>
    /// <param name="silo">The calling silo.</param>
    [Alias("live-in")]
    ValueTask<Residence> LiveInAsync(SiloAddress silo, Ownership owner);

    /// <summary>Releases the vehicle: the partition has left this owner, or the vehicle is idle. Has no effect where a newer owner has it already.</summary>
    [Alias("release")]
    ValueTask ReleaseAsync(Ownership owner);
}

/// <summary>The place of a vehicle's activation, as the calling silo needs to know it.</summary>
[GenerateSerializer, Alias("residence")]
public enum Residence
{
    /// <summary>In the calling silo.</summary>
    Here,

    /// <summary>It was in another silo and has left it: a further call activates it in the calling silo.</summary>
    Left,

    /// <summary>A newer owner has it: the calling silo has lost the partition.</summary>
    Fenced,
}
