import "../styles/webclient.css";
