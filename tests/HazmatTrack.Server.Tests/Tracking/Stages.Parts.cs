using Confluent.Kafka;
using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Tracker.Judging;
using HazmatTrack.Tracker.Notes;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Storing;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>What the stages are made of in place of the parts of a silo.</summary>
internal sealed partial class Stages
{
    /// <summary>Documents that cannot be had for some vehicles: judging them throws.</summary>
    internal sealed class FailingDocuments(IDocumentSource documents) : IDocumentSource
    {
        /// <summary>Of which vehicles none can be had.</summary>
        public HashSet<VehicleId> FailFor { get; } = [];

        public long Revision => documents.Revision;

        public object SnapshotToken => FailFor.Count > 0 ? new() : documents.SnapshotToken;

        public SharedDocuments Shared => documents.Shared;

        public Task HoldAsync(IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation) =>
            documents.HoldAsync(vehicles, since, cancellation);

        public DocumentSets? OwnOf(VehicleId vehicle, Instant since) =>
            FailFor.Contains(vehicle) ? throw new InvalidOperationException("a defect that one vehicle meets") : documents.OwnOf(vehicle, since);
    }

    /// <summary>The process ended here. No store's outage, so nobody tries again; nor any vehicle's, so nobody is set aside.</summary>
    internal sealed class CrashException() : KafkaException(Confluent.Kafka.ErrorCode.Local_Fatal);

    private sealed class Run(
        PartitionSession session, Evaluator evaluator, BatchSink sink, Rejudger rejudger, StoredWatermark stored, DocumentNotes documents,
        ParameterNotes parameters)
    {
        public DocumentNotes Documents => documents;

        public ParameterNotes Parameters => parameters;

        public PartitionSession Session => session;

        public Evaluator Evaluator => evaluator;

        public BatchSink Sink => sink;

        public StoredWatermark Stored => stored;

        public Task Before { get; set; } = Task.CompletedTask;

        public long Sequence { get; set; }

        public long StoredTo { get; set; }

        /// <summary>Whether vehicles wait to be judged again and no batch is on its way.</summary>
        public bool IsWaiting => Sequence == StoredTo && rejudger.IsWaiting;
    }

    /// <summary>A vehicle's grain, which lives here.</summary>
    private sealed class LivingVehicle : IVehicleGrain
    {
        private readonly TrackedVehicle _vehicle;

        public LivingVehicle(TrackedVehicle vehicle)
        {
            _vehicle = vehicle;
            vehicle.Live();
        }

        public ValueTask<Residence> LiveInAsync(SiloAddress silo, Ownership owner) =>
            ValueTask.FromResult(_vehicle.IsOwnedAfter(owner) ? Residence.Fenced : Residence.Here);

        public ValueTask ReleaseAsync(Ownership owner)
        {
            _vehicle.Release(owner);
            return ValueTask.CompletedTask;
        }
    }
}
