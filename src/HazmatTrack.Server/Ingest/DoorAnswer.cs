using System.Text.Json.Serialization;

namespace HazmatTrack.Server.Ingest;

/// <summary>The answer of <c>POST /api/v1/positions</c>.</summary>
/// <param name="Accepted">How many positions the log has now.</param>
/// <param name="Rejected">The others.</param>
public sealed record DoorAnswer(int Accepted, IReadOnlyList<DoorRejection> Rejected);

/// <summary>An item that was not taken.</summary>
/// <param name="Index">Its place in the request, from 0; of lines, blank ones not counted.</param>
/// <param name="Code">Why, as a stable code.</param>
/// <param name="Detail">Why, in words, with the value and the limit.</param>
public sealed record DoorRejection(int Index, string Code, string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DoorAnswer))]
internal sealed partial class DoorJson : JsonSerializerContext;
