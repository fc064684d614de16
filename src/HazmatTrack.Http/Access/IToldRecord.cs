using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Http.Access;

/// <summary>Records of whom a caller is told by an answer that goes on, such as a stream, before it is told.</summary>
internal interface IToldRecord
{
    /// <summary>
    /// Completes when it is recorded that the caller is told of these vehicles; those that it was told of within some minutes are no new look.
    /// </summary>
    Task ToldAsync(HttpContext context, IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation);
}
