namespace HazmatTrack.Contracts.Tracking;

/// <summary>
/// One vehicle (车辆). Key: the vehicle id, such as <c>沪A12345_2</c>. Lives in the silo that owns the vehicle's partition of topic <c>positions</c>, which
/// judges it there and stores what it answers: no state goes from silo to silo.
/// </summary>
[Alias("vehicle")]
public interface IVehicleGrain : IGrainWithStringKey
{
    /// <summary>Asks it to live in a silo, which owns the vehicle from now on. One that an earlier owner has left in another is let go of first.</summary>
    /// <param name="silo">The silo that asks.</param>
    /// <param name="owner">Its ownership.</param>
    [Alias("live-in")]
    ValueTask<Residence> LiveInAsync(SiloAddress silo, Ownership owner);

    /// <summary>Lets the vehicle go: the partition has left this owner, or the vehicle sleeps. Nothing happens where a newer owner has it already.</summary>
    [Alias("release")]
    ValueTask ReleaseAsync(Ownership owner);
}

/// <summary>Where a vehicle lives, as the silo that asks needs to know it.</summary>
[GenerateSerializer, Alias("residence")]
public enum Residence
{
    /// <summary>In the silo that asks.</summary>
    Here,

    /// <summary>It was in another silo, and has left it: asked again, it comes to life in the one that asks.</summary>
    Left,

    /// <summary>A newer owner has it: the one that asks has lost the partition.</summary>
    Fenced,
}
