using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain;

namespace HazmatTrack.Server.Settings;

/// <summary>Section <c>Tracing</c>: where traces of requests and reports are sent. Without an endpoint there are none.</summary>
internal sealed class TracingOptions : IValidatableObject
{
    public const string Section = "Tracing";

    /// <summary>The address of a collector that takes OTLP by HTTP, with scheme and port, which is 4318 as a rule; empty for none.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The share of requests and batches that are traced; the same in all processes, so that a trace is whole.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; set; } = 0.01;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint != "" && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            yield return new LocalFault(
                new(
                    $"'{Endpoint}' 不是采集器的地址，如 http://collector:4318。", $"'{Endpoint}' is not the address of a collector, such as http://collector:4318."),
                nameof(Endpoint));
        }
    }
}
