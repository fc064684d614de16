using System.Text.Json.Serialization;
using HazmatTrack.Contracts.DeadLetters;
using HazmatTrack.Domain;

namespace HazmatTrack.Gateway.DeadLetters;

/// <summary>The JSON of what operators read of their refused reports.</summary>
[JsonSerializable(typeof(DeadLetterView))]
[JsonSerializable(typeof(DeadLetterListView))]
[JsonSerializable(typeof(DeadLetterDetailView))]
[JsonSerializable(typeof(DeadLetterCountListView))]
internal sealed partial class DeadLetterJson : JsonSerializerContext
{
    public static DeadLetterJson Wire { get; } = new(WireJson.NewOptions());
}
