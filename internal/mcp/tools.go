package mcp

func (s *Server) addTools() {
	s.addScanning()
	s.addScans()
	s.addFindings()
	s.addWeaknesses()
	s.addOperations()
	s.addDrafting()
	s.addFixing()
	s.addVerifying()
	s.addComparing()
}
