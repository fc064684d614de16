using HazmatTrack.Domain;

namespace HazmatTrack.Http.Errors;

/// <summary>A request cannot be done as it is.</summary>
internal sealed class InvalidRequestException(ProblemCode code, RequestFaults faults) : Exception(faults.Describe().English)
{
    /// <summary>With one fault, for the few places where nothing else can be wrong.</summary>
    public InvalidRequestException(string field, FaultCode fault, LocalText message)
        : this(ProblemCode.BadInput, One(field, fault, message))
    {
    }

    /// <summary><see cref="ProblemCode.BadInput"/>, or why the body was not read.</summary>
    public ProblemCode Code => code;

    public RequestFaults Faults => faults;

    private static RequestFaults One(string field, FaultCode fault, LocalText message)
    {
        var faults = new RequestFaults();
        faults.Add(field, fault, message);
        return faults;
    }
}
